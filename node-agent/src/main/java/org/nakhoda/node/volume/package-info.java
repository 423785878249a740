/**
 * Volumes: what a pod's volumes are on this node, made before its containers, kept up to date while it runs, and removed
 * after it. One class per type.
 */
package org.nakhoda.node.volume;
