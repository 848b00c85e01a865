// The hosts of a lab run Linux, and so do the programs that these tests start.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
