/** Who is calling: client certificates, service-account tokens, the in-VM identity. */
package org.nakhoda.apiserver.authn;
