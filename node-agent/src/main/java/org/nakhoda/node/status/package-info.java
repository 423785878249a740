/** A pod's status: computed from what is, and written to the API only when it has changed. */
package org.nakhoda.node.status;
