using Hello;

Console.WriteLine(Greeting.For(args.FirstOrDefault()));
