/** Questions to a pod's specification: its containers, policies, quality of service and amounts. Pure functions. */
package org.nakhoda.node.spec;
