/* SPDX-License-Identifier: Apache-2.0 */
/* TLS between two sides that have made themselves known beforehand. */

#include <config.h>

#include "tls.h"

#include <stdlib.h>
#include <string.h>

#ifdef HAVE_OPENSSL
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#endif

#include "fault.h"

#ifdef HAVE_OPENSSL

struct pr_tls {
  EVP_PKEY *key;
  X509 *certificate;
  BIO *pem;
  SSL_CTX *context;
  SSL *ssl;
  BIO *in, *out;                /* of ssl */
};

static int
fail (struct pr_fault *fault, const char *what)
{
  unsigned long code = ERR_get_error ();
  char reason[200] = "out of memory";

  if (code)
    ERR_error_string_n (code, reason, sizeof reason);
  ERR_clear_error ();
  return pr_fault_say (fault, PLATING_E_DISCOVERY, "%s: %s", what, reason);
}

void
pr_tls_free (struct pr_tls *tls)
{
  if (!tls)
    return;
  SSL_free (tls->ssl);          /* and its BIOs */
  SSL_CTX_free (tls->context);
  BIO_free (tls->pem);
  X509_free (tls->certificate);
  EVP_PKEY_free (tls->key);
  free (tls);
}

/* A certificate for one run: signed by itself, good for a day. */
static X509 *
make_certificate (EVP_PKEY *key)
{
  X509 *cert = X509_new ();
  X509_NAME *name = cert ? X509_get_subject_name (cert) : NULL;

  if (name
      && X509_set_version (cert, 2)
      && ASN1_INTEGER_set (X509_get_serialNumber (cert), 1)
      && X509_gmtime_adj (X509_getm_notBefore (cert), -300)
      && X509_gmtime_adj (X509_getm_notAfter (cert), 24L * 3600)
      && X509_set_pubkey (cert, key)
      && X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_ASC,
                                     (const unsigned char *) "localhost",
                                     -1, -1, 0)
      && X509_set_issuer_name (cert, name)
      && X509_sign (cert, key, EVP_sha256 ()))
    return cert;
  X509_free (cert);
  return NULL;
}

struct pr_tls *
pr_tls_new (struct pr_fault *fault)
{
  struct pr_tls *tls = calloc (1, sizeof *tls);

  if (!tls) {
    pr_fault_say (fault, PLATING_E_NOMEM, "out of memory");
    return NULL;
  }
  tls->key = EVP_EC_gen ("P-256");
  tls->certificate = tls->key ? make_certificate (tls->key) : NULL;
  tls->pem = BIO_new (BIO_s_mem ());
  if (tls->certificate && tls->pem
      && PEM_write_bio_X509 (tls->pem, tls->certificate)
      && BIO_write (tls->pem, "", 1) == 1)
    return tls;
  fail (fault, "no certificate can be made");
  pr_tls_free (tls);
  return NULL;
}

const char *
pr_tls_certificate (const struct pr_tls *tls)
{
  char *text;

  BIO_get_mem_data (tls->pem, &text);
  return text;
}

/* Decodes TEXT: base64, of which the padding may be missing. */
static X509 *
read_certificate (struct plating_text text)
{
  size_t padded = (text.len + 3) / 4 * 4;
  unsigned char *base64 = malloc (padded + 1), *der = malloc (padded + 1);
  X509 *cert = NULL;

  if (base64 && der && text.len <= 65536) {
    const unsigned char *p = der;
    int len;

    memcpy (base64, text.ptr, text.len);
    memset (base64 + text.len, '=', padded - text.len);
    len = EVP_DecodeBlock (der, base64, (int) padded);
    if (len > 0)
      cert = d2i_X509 (NULL, &p, len);
  }
  free (base64);
  free (der);
  return cert;
}

/* Only CERT is trusted, and only as localhost. */
static int
set_up_context (struct pr_tls *tls, X509 *cert)
{
  static const unsigned char protocols[] = "\x02h2";
  SSL_CTX *context = tls->context = SSL_CTX_new (TLS_client_method ());
  X509_STORE *store = context ? SSL_CTX_get_cert_store (context) : NULL;
  X509_VERIFY_PARAM *rules;

  if (!store || !X509_STORE_add_cert (store, cert)
      || !SSL_CTX_set_min_proto_version (context, TLS1_2_VERSION)
      || SSL_CTX_use_certificate (context, tls->certificate) != 1
      || SSL_CTX_use_PrivateKey (context, tls->key) != 1
      || SSL_CTX_set_alpn_protos (context, protocols, 3) != 0)
    return -1;
  SSL_CTX_set_verify (context, SSL_VERIFY_PEER, NULL);
  rules = SSL_CTX_get0_param (context);
  X509_VERIFY_PARAM_set_flags (rules, X509_V_FLAG_PARTIAL_CHAIN);
  return X509_VERIFY_PARAM_set1_host (rules, "localhost", 0) == 1 ? 0 : -1;
}

int
pr_tls_begin (struct pr_tls *tls, struct plating_text certificate,
              struct pr_fault *fault)
{
  X509 *cert = read_certificate (certificate);
  char name[] = "localhost";    /* OpenSSL's macro takes no constant */
  int status;

  if (!cert)
    return fail (fault, "the provider's certificate cannot be read");
  status = set_up_context (tls, cert);
  X509_free (cert);
  if (status == 0)
    tls->ssl = SSL_new (tls->context);
  tls->in = BIO_new (BIO_s_mem ());
  tls->out = BIO_new (BIO_s_mem ());
  if (!tls->ssl || !tls->in || !tls->out) {
    BIO_free (tls->in);
    BIO_free (tls->out);
    return fail (fault, "TLS cannot be set up");
  }
  BIO_set_mem_eof_return (tls->in, -1);
  SSL_set_bio (tls->ssl, tls->in, tls->out);
  SSL_set_connect_state (tls->ssl);
  SSL_set_tlsext_host_name (tls->ssl, name);
  SSL_do_handshake (tls->ssl);
  ERR_clear_error ();
  return 0;
}

bool
pr_tls_is_ready (const struct pr_tls *tls)
{
  return tls->ssl && SSL_is_init_finished (tls->ssl);
}

static int
check_error (struct pr_tls *tls, int result, struct pr_fault *fault)
{
  long verified = SSL_get_verify_result (tls->ssl);

  switch (SSL_get_error (tls->ssl, result)) {
  case SSL_ERROR_WANT_READ:
  case SSL_ERROR_WANT_WRITE:
  case SSL_ERROR_ZERO_RETURN:
    ERR_clear_error ();
    return 0;
  default:
    break;
  }
  if (verified != X509_V_OK) {
    ERR_clear_error ();
    return pr_fault_say (fault, PLATING_E_DISCOVERY, "TLS with the provider"
                         " failed: its certificate is not the one that it"
                         " announced: %s",
                         X509_verify_cert_error_string (verified));
  }
  return fail (fault, "TLS with the provider failed");
}

int
pr_tls_receive (struct pr_tls *tls, const void *bytes, size_t len,
                int (*plain) (void *data, const void *bytes, size_t len),
                void *data, struct pr_fault *fault)
{
  char text[16384];
  int n;

  if (BIO_write (tls->in, bytes, (int) len) != (int) len)
    return pr_fault_say (fault, PLATING_E_NOMEM, "out of memory");
  ERR_clear_error ();
  while ((n = SSL_read (tls->ssl, text, sizeof text)) > 0)
    if (plain (data, text, (size_t) n) < 0)
      return -1;
  return check_error (tls, n, fault);
}

int
pr_tls_write (struct pr_tls *tls, const void *bytes, size_t len,
              struct pr_fault *fault)
{
  int n;

  ERR_clear_error ();
  n = SSL_write (tls->ssl, bytes, (int) len);
  return n == (int) len ? 0 : n > 0 ? fail (fault, "TLS wrote in part")
    : check_error (tls, n, fault);
}

void
pr_tls_take (struct pr_tls *tls, struct pl_buffer *out)
{
  char text[16384];
  int n;

  while ((n = BIO_read (tls->out, text, sizeof text)) > 0)
    pl_buffer_append (out, text, (size_t) n);
}

#else /* !HAVE_OPENSSL */

struct pr_tls *
pr_tls_new (struct pr_fault *fault)
{
  pr_fault_say (fault, PLATING_E_UNSUPPORTED,
                "this plating was built without TLS");
  return NULL;
}

void
pr_tls_free (struct pr_tls *tls)
{
  (void) tls;
}

const char *
pr_tls_certificate (const struct pr_tls *tls)
{
  (void) tls;
  return "";
}

int
pr_tls_begin (struct pr_tls *tls, struct plating_text certificate,
              struct pr_fault *fault)
{
  (void) tls;
  (void) certificate;
  return pr_fault_say (fault, PLATING_E_UNSUPPORTED, "no TLS");
}

int
pr_tls_receive (struct pr_tls *tls, const void *bytes, size_t len,
                int (*plain) (void *data, const void *bytes, size_t len),
                void *data, struct pr_fault *fault)
{
  (void) tls;
  (void) bytes;
  (void) len;
  (void) plain;
  (void) data;
  return pr_fault_say (fault, PLATING_E_UNSUPPORTED, "no TLS");
}

bool
pr_tls_is_ready (const struct pr_tls *tls)
{
  (void) tls;
  return false;
}

int
pr_tls_write (struct pr_tls *tls, const void *bytes, size_t len,
              struct pr_fault *fault)
{
  (void) tls;
  (void) bytes;
  (void) len;
  return pr_fault_say (fault, PLATING_E_UNSUPPORTED, "no TLS");
}

void
pr_tls_take (struct pr_tls *tls, struct pl_buffer *out)
{
  (void) tls;
  (void) out;
}

#endif
