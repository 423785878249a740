/** Events in their newer shape: the events.k8s.io group. */
package org.nakhoda.api.events;
