export interface components {
  schemas: {
    readonly EmbedAnswer: {
      /** @description [N, dim] */
      readonly embeddings: readonly (readonly number[])[];
      readonly dim: number;
    };
    readonly Refusal: {
      /** @description Who complains, what was expected, what came, what to do. */
      readonly error: string;
    };
    readonly EmbedRequest: {
      /** @description Image files: JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP, PGM, PPM. */
      readonly images?: readonly string[];
      /** @description Rows of a table by column, or the numbers of each sample, row-major. */
      readonly rows?: readonly (
        | readonly number[]
        | {
            readonly [key: string]: string | number | boolean | null;
          }
      )[];
      /** @description Texts, of a run that was trained on texts. */
      readonly texts?: readonly string[];
    };
    readonly SearchAnswer: {
      readonly results: readonly {
        /** @description The nearest first. */
        readonly hits: readonly {
          readonly id: string;
          readonly distance: number;
          readonly label?: string;
          readonly metadata?: unknown;
        }[];
      }[];
    };
    readonly SearchRequest: {
      /** @description Image files: JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP, PGM, PPM. */
      readonly images?: readonly string[];
      /** @description Rows of a table by column, or the numbers of each sample, row-major. */
      readonly rows?: readonly (
        | readonly number[]
        | {
            readonly [key: string]: string | number | boolean | null;
          }
      )[];
      /** @description Texts, of a run that was trained on texts. */
      readonly texts?: readonly string[];
      /** @description Vectors of the index’s width. */
      readonly vectors?: readonly (readonly number[])[];
      /**
       * @description Hits of each.
       * @default 10
       */
      readonly k: number;
    };
    readonly VerifyAnswer: {
      readonly results: readonly {
        readonly distance: number;
        readonly same: boolean;
      }[];
      /** @description The largest distance that counts as the same. */
      readonly threshold: number;
      /**
       * @description A Euclidean distance, or a learned score.
       * @enum {string}
       */
      readonly measure: 'distance' | 'score';
    };
    readonly VerifyRequest: {
      readonly a: {
        /** @description Image files: JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP, PGM, PPM. */
        readonly images?: readonly string[];
        /** @description Rows of a table by column, or the numbers of each sample, row-major. */
        readonly rows?: readonly (
          | readonly number[]
          | {
              readonly [key: string]: string | number | boolean | null;
            }
        )[];
        /** @description Texts, of a run that was trained on texts. */
        readonly texts?: readonly string[];
      };
      /** @description As many as in a. */
      readonly b: {
        /** @description Image files: JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP, PGM, PPM. */
        readonly images?: readonly string[];
        /** @description Rows of a table by column, or the numbers of each sample, row-major. */
        readonly rows?: readonly (
          | readonly number[]
          | {
              readonly [key: string]: string | number | boolean | null;
            }
        )[];
        /** @description Texts, of a run that was trained on texts. */
        readonly texts?: readonly string[];
      };
      /**
       * @description The threshold’s name.
       * @default accuracy
       * @enum {string}
       */
      readonly at: 'eer' | 'accuracy' | 'f1' | 'far@1e-2' | 'far@1e-3';
    };
    readonly ClassifyAnswer: {
      readonly results: readonly {
        /** @description The class, or null: none of these. */
        readonly label: string | null;
        /** @description Be it too far or not. */
        readonly nearest: string;
        readonly distance: number;
      }[];
      /** @description Up to here a class is given; null: always. */
      readonly threshold: number | null;
    };
    readonly ClassifyRequest: {
      /** @description Image files: JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP, PGM, PPM. */
      readonly images?: readonly string[];
      /** @description Rows of a table by column, or the numbers of each sample, row-major. */
      readonly rows?: readonly (
        | readonly number[]
        | {
            readonly [key: string]: string | number | boolean | null;
          }
      )[];
      /** @description Texts, of a run that was trained on texts. */
      readonly texts?: readonly string[];
      /** @description Vectors of the index’s width. */
      readonly vectors?: readonly (readonly number[])[];
      /** @description Samples of known classes; by default those of the index. */
      readonly examples?: {
        /** @description Image files: JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP, PGM, PPM. */
        readonly images?: readonly string[];
        /** @description Rows of a table by column, or the numbers of each sample, row-major. */
        readonly rows?: readonly (
          | readonly number[]
          | {
              readonly [key: string]: string | number | boolean | null;
            }
        )[];
        /** @description Texts, of a run that was trained on texts. */
        readonly texts?: readonly string[];
        /** @description The class of each. */
        readonly labels: readonly string[];
      };
      /**
       * @description The nearest class mean, or the nearest samples.
       * @enum {string}
       */
      readonly by?: 'prototypes' | 'knn';
      /** @description Of knn: how many vote. */
      readonly k?: number;
      /** @description What is farther away is of no class; by default it is found. */
      readonly threshold?: number;
    };
    readonly Health: {
      /** @enum {string} */
      readonly status: 'ok';
      readonly version: string;
      /** @enum {string} */
      readonly serves: 'run' | 'index';
      readonly takes: readonly ('images' | 'rows' | 'texts' | 'vectors')[];
      /** @description Of one sample. */
      readonly sampleShape?: readonly number[];
      /** @description Of a row. */
      readonly columns?: readonly string[];
      /** @description Of one request. */
      readonly mostSamples: number;
      /** @description The fingerprint of the model. */
      readonly model?: string;
      readonly thresholds: {
        readonly [key: string]: number;
      };
      readonly index?: {
        readonly size: number;
        readonly dim?: number;
      };
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
