/** One request's way: what HTTP and the in-VM client both turn into, and the pipeline that answers it. */
package org.nakhoda.apiserver.request;
