/** Containers' logs: the runtime's format, reading, following across rotation, and rotation itself. */
package org.nakhoda.node.log;
