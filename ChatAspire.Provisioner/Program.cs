Console.Error.WriteLine("chatlab: no verbs yet");
return 2;
