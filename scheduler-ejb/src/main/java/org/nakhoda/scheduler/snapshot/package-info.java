/** The cluster as one scheduling decision sees it: nodes with what runs on them, immutable, rebuilt only where it changed. */
package org.nakhoda.scheduler.snapshot;
