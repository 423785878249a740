/** Container images made from what the host has, without any registry. */
package org.nakhoda.dist.image;
