/** EndpointSlices and Endpoints: which pods stand behind a Service now. */
package org.nakhoda.controllers.endpoint;
