namespace ChatAspire.Network.Walk.Output;

/// <summary>One line of a ladder, without a line terminator.</summary>
internal sealed record LadderLine(LadderTone Tone, string Text);
