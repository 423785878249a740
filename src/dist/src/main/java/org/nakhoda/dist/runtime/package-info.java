/** The container runtime: containerd of its own for each cluster, and the images brought along. */
package org.nakhoda.dist.runtime;
