/**
 * One container's life: its configuration out of the pod's specification, its start, its hooks, its end, and the waiting
 * before it may run again.
 */
package org.nakhoda.node.container;
