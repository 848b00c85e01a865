namespace ChatAspire.Network.Drawing;

/// <summary>
/// Replaces control characters in text from a host by U+FFFD: they could control the terminal, and XML forbids most of them.
/// </summary>
internal static class Printable
{
    public static string Of(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter)) : text;
}
