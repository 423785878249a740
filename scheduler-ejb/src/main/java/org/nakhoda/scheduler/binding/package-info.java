/** Where the scheduler acts: bindings, events and conditions, through the cluster's API. */
package org.nakhoda.scheduler.binding;
