/** Operating-system processes: which one is meant, whether it still is the same, and how it is stopped. */
package org.nakhoda.dist.process;
