/**
 * Clients that write, read and watch at several masters at once, and note all that they do and see. They run in a process of
 * their own, inside the masters' network; {@link org.nakhoda.it.masters.load.Load} is its remote control.
 */
package org.nakhoda.it.masters.load;
