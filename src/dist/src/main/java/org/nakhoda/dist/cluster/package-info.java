/** A cluster's processes on this machine: what they are, how they are started, asked, stopped and cleaned up after. */
package org.nakhoda.dist.cluster;
