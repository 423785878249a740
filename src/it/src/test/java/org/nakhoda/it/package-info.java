/** System tests: each class is a chapter of what a user does with a cluster, or of what goes wrong with one. */
package org.nakhoda.it;
