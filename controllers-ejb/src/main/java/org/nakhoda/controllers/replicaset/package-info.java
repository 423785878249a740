/** ReplicaSets: as many pods of a template as are wanted. */
package org.nakhoda.controllers.replicaset;
