// The hosts of a lab run Linux, and so do the programs these tests start.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
