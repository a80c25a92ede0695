import { createService } from '../../kit/create-service.ts';
import { frontend } from './routes.ts';

await createService(frontend);
