/**
 * Tokens of service accounts: signing them, giving them out on request, reviewing them, and publishing the keys by which
 * others verify them.
 */
package org.nakhoda.apiserver.serviceaccount;
