/** Events: what components tell the people who run {@code kubectl describe}. */
package org.nakhoda.client.event;
