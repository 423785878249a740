/** The application server: unpacked once for a build, with a small domain of its own for each cluster. */
package org.nakhoda.dist.payara;
