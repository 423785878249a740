/** The objects of the cluster's API that pods refer to: config maps, secrets, claims, tokens, services. */
package org.nakhoda.node.objects;
