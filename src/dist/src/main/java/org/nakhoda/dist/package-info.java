/** The launcher: starts, shows, stops and forgets a cluster on this machine. */
package org.nakhoda.dist;
