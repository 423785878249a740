/** A pod's sandbox: its configuration for the runtime, name resolution, and the hosts file. */
package org.nakhoda.node.sandbox;
