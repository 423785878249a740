/**
 * Servers that extend the API server and are called by it: admission webhooks, conversion webhooks and aggregated API
 * servers. Finds where one of them is, and connects to it under the name that its certificate must have.
 */
package org.nakhoda.apiserver.extension;
