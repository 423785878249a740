/** Images: present or pulled in the background, with credentials and back-off. */
package org.nakhoda.node.image;
