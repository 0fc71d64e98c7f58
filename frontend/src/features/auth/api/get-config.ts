export { useConfig } from "@/hooks/use-config";
