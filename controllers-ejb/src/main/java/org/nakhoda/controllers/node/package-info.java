/** Nodes: their part of the pod network, whether they are alive, and what becomes of their pods if not. */
package org.nakhoda.controllers.node;
