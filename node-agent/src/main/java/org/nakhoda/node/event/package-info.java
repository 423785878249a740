/** Events about pods and their containers. */
package org.nakhoda.node.event;
