/** Who is calling: client certificates, service-account and bootstrap tokens, other masters for others, the in-VM identity. */
package org.nakhoda.apiserver.authn;
