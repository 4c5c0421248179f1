/**
 * What an operator wants of a service, as he writes it in YAML and as it is kept: values, their reading with the place of
 * every error, their writing in one form. Nothing here acts; depends on the toolchain for reading YAML.
 */
@NullMarked
package dev.demitasse.control.service;

import org.jspecify.annotations.NullMarked;
