namespace ChatAspire.Network.Drawing;

/// <summary>Text from a host, fit to be shown: a control character could steer the terminal, and XML knows none.</summary>
internal static class Printable
{
    public static string Of(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter)) : text;
}
