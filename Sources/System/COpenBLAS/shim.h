#include <cblas.h>
#include <stddef.h>

/* LAPACK's Cholesky solver, which OpenBLAS brings along; the last argument is the length of `uplo`. */
void dposv_(const char *uplo, const blasint *n, const blasint *nrhs, double *a, const blasint *lda, double *b,
            const blasint *ldb, blasint *info, size_t length);
