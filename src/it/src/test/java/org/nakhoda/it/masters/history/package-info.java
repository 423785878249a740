/**
 * What clients did and saw, and whether one history of the cluster explains all of it. Pure: no clock, no file, no socket, but
 * for the reading and writing of a history's lines.
 */
package org.nakhoda.it.masters.history;
