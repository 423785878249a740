/** By what masters know each other, on every connection that they make among themselves. Knows files and certificates only. */
package org.nakhoda.db.identity;
