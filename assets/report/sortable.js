/** Tables whose rows can be put in the order of a column: numbers from the best side first, what is missing last. */
for (const table of document.querySelectorAll('table.sortable')) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    head.querySelector('button')?.addEventListener('click', () => {
      const before = head.getAttribute('aria-sort');
      const first = head.dataset.first ?? 'ascending';
      const other = first === 'ascending' ? 'descending' : 'ascending';
      const order = before === first ? other : first;
      for (const each of heads) each.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', order);
      const body = table.tBodies[0];
      body.append(...[...body.rows].sort(byColumn(column, order === 'ascending' ? 1 : -1)));
    });
  });
}

function byColumn(column, sign) {
  return (rowA, rowB) => {
    const [a, b] = [rowA, rowB].map(row => row.cells[column].dataset.value ?? row.cells[column].textContent);
    if (a === '' || b === '') return Number(a === '') - Number(b === '');
    const difference = Number(a) - Number(b);
    return sign * (Number.isNaN(difference) ? a.localeCompare(b) : difference);
  };
}
