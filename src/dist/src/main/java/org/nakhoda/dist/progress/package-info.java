/** What the user sees while something takes time. */
package org.nakhoda.dist.progress;
