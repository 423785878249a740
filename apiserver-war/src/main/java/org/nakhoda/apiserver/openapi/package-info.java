/**
 * The API described for clients: OpenAPI v3 by group and version, OpenAPI v2 as a whole (JSON and the protobuf form that
 * kubectl insists on). Made from the catalogue when first asked for, never stored.
 */
package org.nakhoda.apiserver.openapi;
