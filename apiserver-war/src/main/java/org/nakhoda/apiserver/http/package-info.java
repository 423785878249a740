/** HTTP in, HTTP out: turns servlet requests into {@code ApiRequest}s and answers back. Knows no kind and no verb. */
package org.nakhoda.apiserver.http;
