// Writes the ONNX schema that the npm package carries as a descriptor set for protoc: node write-onnx-descriptor.mjs OUT
import { writeFileSync } from "node:fs";
import { create, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { file_onnx } from "onnx-buf";

const file = file_onnx.proto;
file.options.csharpNamespace = "Trainer.Onnx.Schema";
writeFileSync(process.argv[2], toBinary(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file: [file] })));
