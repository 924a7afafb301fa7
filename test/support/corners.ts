/** Three samples at the corners of a triangle, one without a class. */
export const corners = {
  ids: ['a', 'b', 'c'],
  vectors: [
    [0, 0],
    [3, 4],
    [0, 1],
  ],
  labels: ['x', 'y', ''],
};
