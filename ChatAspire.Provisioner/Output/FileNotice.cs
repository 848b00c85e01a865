namespace ChatAspire.Provisioner.Output;

/// <summary>Confirms a file or a folder that was written.</summary>
internal static class FileNotice
{
    /// <param name="what">"picture".</param>
    /// <param name="path">As the user typed it.</param>
    public static void Write(string what, string path) => Terminal.WriteMessage($"Wrote {what}: {path}");
}
