export interface components {
  schemas: {
    EmbedAnswer: {
      /** @description [N, dim] */
      embeddings: number[][];
      dim: number;
    };
    Refusal: {
      /** @description Who complains, what was expected, what came, what to do. */
      error: string;
    };
    EmbedRequest: {
      images?: components['schemas']['Images'];
      rows?: components['schemas']['Rows'];
      texts?: components['schemas']['Texts'];
    };
    /** @description Image files: JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP, PGM, PPM. */
    Images: string[];
    /** @description Rows of a table by column, or the numbers of each sample, row-major. */
    Rows: (
      | number[]
      | {
          [key: string]: string | number | boolean | null;
        }
    )[];
    /** @description Texts, of a run that was trained on texts. */
    Texts: string[];
    SearchAnswer: {
      results: {
        /** @description The nearest first; samples of a run with a learned score by that. */
        hits: {
          id: string;
          distance: number;
          /** @description What the run compares by, where that is learned. */
          score?: number;
          label?: string;
          metadata?: unknown;
        }[];
      }[];
    };
    SearchRequest: {
      images?: components['schemas']['Images'];
      rows?: components['schemas']['Rows'];
      texts?: components['schemas']['Texts'];
      vectors?: components['schemas']['Vectors'];
      /**
       * @description Hits of each.
       * @default 10
       */
      k: number;
      /** @description Which samples of the index it is among; by default all. */
      where?: {
        /** @description Of one of these classes. */
        labels?: string[];
        /** @description Whose metadata have all of this. */
        metadata?: unknown;
      };
    };
    /** @description Vectors of the index’s width. */
    Vectors: number[][];
    VerifyAnswer: {
      results: {
        distance: number;
        same: boolean;
      }[];
      /** @description The largest distance that counts as the same. */
      threshold: number;
      /**
       * @description A Euclidean distance, or a learned score.
       * @enum {string}
       */
      measure: 'distance' | 'score';
    };
    VerifyRequest: {
      a: components['schemas']['Samples'];
      b: components['schemas']['Samples'];
      /**
       * @description The threshold’s name.
       * @default accuracy
       * @enum {string}
       */
      at: 'eer' | 'accuracy' | 'f1' | 'far@1e-2' | 'far@1e-3';
    };
    /** @description One side of pairs: as many samples in b as in a. */
    Samples: {
      images?: components['schemas']['Images'];
      rows?: components['schemas']['Rows'];
      texts?: components['schemas']['Texts'];
    };
    ClassifyAnswer: {
      results: {
        /** @description The class, or null: none of these. */
        label: string | null;
        /** @description Be it too far or not. */
        nearest: string;
        distance: number;
      }[];
      /** @description Up to here a class is given; null: always. */
      threshold: number | null;
    };
    ClassifyRequest: {
      images?: components['schemas']['Images'];
      rows?: components['schemas']['Rows'];
      texts?: components['schemas']['Texts'];
      vectors?: components['schemas']['Vectors'];
      /** @description Samples of known classes; by default those of the index. */
      examples?: {
        images?: components['schemas']['Images'];
        rows?: components['schemas']['Rows'];
        texts?: components['schemas']['Texts'];
        /** @description The class of each. */
        labels: string[];
      };
      /**
       * @description The nearest class mean, or the nearest samples.
       * @enum {string}
       */
      by?: 'prototypes' | 'knn';
      /** @description Of knn: how many vote. */
      k?: number;
      /** @description What is farther away is of no class; by default it is found. */
      threshold?: number;
    };
    Health: {
      /** @enum {string} */
      status: 'ok';
      version: string;
      /** @enum {string} */
      serves: 'run' | 'index';
      takes: ('images' | 'rows' | 'texts' | 'vectors')[];
      /** @description Of one sample. */
      sampleShape?: number[];
      /** @description Of a row. */
      columns?: string[];
      /** @description Of one request. */
      mostSamples: number;
      /** @description The fingerprint of the model. */
      model?: string;
      thresholds: {
        [key: string]: number;
      };
      index?: {
        size: number;
        dim?: number;
      };
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
