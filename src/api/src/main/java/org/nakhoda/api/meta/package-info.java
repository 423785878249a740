/** Identity of cluster objects: which resource, which object, which revision. Pure values, no I/O. */
package org.nakhoda.api.meta;
