/**
 * What the runtime has of each pod, read from it whenever somebody needs to know: its sandboxes and containers, recognised
 * by their labels. The runtime is the only memory of what runs, so a restarted agent finds its pods as it left them.
 */
package org.nakhoda.node.runtime;
