/**
 * Control groups of pods, version 1 and 2: the quality-of-service tiers, each pod's own group with the pod's limits, and its
 * removal. The runtime makes the groups of the containers below.
 */
package org.nakhoda.node.cgroup;
